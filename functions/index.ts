import { app } from '@azure/functions';
import { collect } from './collect';
import { collectHandedOver } from './collect-tenants';
import { forward } from './forward';
import { keepPoison } from './forward-poison';
import { keepHouse } from './housekeep';
import { release } from './release';
import { startApp } from './start';

/** Every trigger of the app, on one screen. Queue names and schedules are those of docs/settings.md and host.json. */
const { settings, handle } = startApp();
const connection = 'RelayStorage';

app.timer('collect', { schedule: settings.collect.schedule, handler: handle(collect) });
app.storageQueue('collect-tenants', { queueName: 'tenants', connection, handler: handle(collectHandedOver) });
app.storageQueue('forward', { queueName: 'incidents', connection, handler: handle(forward) });
app.storageQueue('forward-poison', { queueName: 'incidents-poison', connection, handler: handle(keepPoison) });
app.timer('release', { schedule: '*/10 * * * * *', handler: handle(release) });
app.timer('housekeep', { schedule: '0 */5 * * * *', handler: handle(keepHouse) });
