import { generateEntity, longCommandEntity } from './entities';
import { ExactNumber, type Json, jsonText } from './json-text';
import { between, guid, hex, pick, type Random } from './random';
import { defenderTimestamp } from './timestamps';

export interface IncidentRecipe {
  readonly random: Random;
  /** Also as digits, for ids beyond 2^53. */
  readonly id: number | string;
  /** Milliseconds since the epoch (the digits below are drawn), or the exact text. */
  readonly createdAt: number | string;
  readonly updatedAt: number | string;
  /** How many alerts are inside. */
  readonly alerts: number;
  /** At least so many bytes of UTF-8: alerts' entities are added until it is reached. */
  readonly targetBytes?: number;
}

const severities = ['Informational', 'Low', 'Medium', 'High', 'UnSpecified'] as const;
const titles = [
  'Multi-stage incident involving Initial access & Exfiltration on one endpoint',
  "'Mimikatz' hacktool was detected on one endpoint",
  'Verdächtige Anmeldung – Größe Straße',
  '疑わしい PowerShell コマンドライン 🛡️',
] as const;

/** Numbers that a JavaScript number changes or prints otherwise. */
const exactNumbers = ['9007199254740993', '1.0', '1e5', '-0.0', '0.1000', '12345678901234567890'] as const;

/**
 * An incident as `GET /api/incidents` shows it, as JSON text: alerts with devices and entities, timestamps of 0 to 7
 * fractional digits, and in about one of three a number that JavaScript would change (members that the public schema
 * doesn't name, as new ones appear without notice).
 */
export function generateIncident(recipe: IncidentRecipe): string {
  const { random } = recipe;
  const updatedMs = instantMs(recipe.updatedAt);
  const alerts = Array.from({ length: recipe.alerts }, () => generateXdrAlert(recipe, updatedMs));
  const record = {
    incidentId: exactId(recipe.id),
    redirectIncidentId: null,
    incidentName: pick(random, titles),
    createdTime: timestamp(random, recipe.createdAt),
    lastUpdateTime: timestamp(random, recipe.updatedAt),
    assignedTo: random() < 0.3 ? `analyst${between(random, 1, 9)}@partner.example` : null,
    classification: 'Unknown',
    determination: 'NotAvailable',
    status: pick(random, ['Active', 'InProgress', 'Resolved']),
    severity: pick(random, severities),
    tags: random() < 0.2 ? ['Ransomware', 'Büro München'] : [],
    comments: [],
    ...(random() < 0.34 ? { priorityScore: new ExactNumber(pick(random, exactNumbers)) } : {}),
    alerts,
  };
  const text = jsonText(record);
  const missing = (recipe.targetBytes ?? 0) - Buffer.byteLength(text);
  return missing > 0 ? jsonText({ ...record, alerts: padded(alerts, recipe, updatedMs, missing) }) : text;
}

type XdrAlert = Readonly<Record<string, Json>> & { readonly entities: readonly Json[] };

/** Grows the entities of the last alert (of a new one if there is none) by at least `missing` bytes. */
function padded(alerts: readonly XdrAlert[], recipe: IncidentRecipe, updatedMs: number, missing: number): XdrAlert[] {
  const last = alerts.at(-1) ?? generateXdrAlert(recipe, updatedMs);
  const entities = [...last.entities];
  for (let left = missing; left > 0; ) {
    const entity = longCommandEntity(recipe.random, updatedMs, Math.min(left, 8_000));
    entities.push(entity);
    left -= Buffer.byteLength(jsonText(entity));
  }
  return [...alerts.slice(0, -1), { ...last, entities }];
}

function generateXdrAlert({ random, id }: IncidentRecipe, atMs: number): XdrAlert {
  return {
    alertId: `da${hex(random, 18)}_${between(random, -(2 ** 31), 2 ** 31)}`,
    incidentId: exactId(id),
    serviceSource: pick(random, ['MicrosoftDefenderATP', 'OfficeATP', 'MicrosoftCloudAppSecurity', 'AzureATP']),
    creationTime: defenderTimestamp(random, atMs - 90_000),
    lastUpdatedTime: defenderTimestamp(random, atMs + between(random, -60_000, 1_000)),
    resolvedTime: null,
    firstActivity: defenderTimestamp(random, atMs - 600_000),
    lastActivity: defenderTimestamp(random, atMs - 120_000),
    title: pick(random, titles),
    description:
      'A process started in an unusual way.\r\n\r\nCheck the device;\tcompare „Signatur“ with known files.\n',
    category: pick(random, ['Malware', 'InitialAccess', 'Exfiltration', 'Impact']),
    status: pick(random, ['New', 'InProgress', 'Resolved']),
    severity: pick(random, severities),
    investigationId: random() < 0.1 ? new ExactNumber('9007199254740993') : null,
    investigationState: 'Queued',
    classification: null,
    determination: null,
    detectionSource: pick(random, ['WindowsDefenderAtp', 'WindowsDefenderAv', 'OfficeATP']),
    assignedTo: random() < 0.3 ? 'Automation' : null,
    actorName: null,
    threatFamilyName: random() < 0.3 ? 'Mimikatz' : null,
    mitreTechniques: ['T1059.001', 'T1218.011'],
    devices: [generateDevice(random, atMs)],
    entities: Array.from({ length: between(random, 1, 4) }, () => generateEntity(random, atMs)),
  };
}

function generateDevice(random: Random, atMs: number): Json {
  return {
    mdatpDeviceId: hex(random, 40),
    aadDeviceId: random() < 0.5 ? guid(random) : null,
    deviceDnsName: `pc-${between(random, 100, 999)}.contoso.com`,
    osPlatform: pick(random, ['Windows11', 'WindowsServer2022', 'macOS', 'Linux']),
    version: pick(random, ['23H2', '21H2', 'Other']),
    osProcessor: 'x64',
    osBuild: between(random, 17_763, 26_100),
    healthStatus: 'Active',
    riskScore: pick(random, ['None', 'Low', 'Medium', 'High']),
    rbacGroupName: random() < 0.5 ? 'Büro' : null,
    rbacGroupId: between(random, 0, 40),
    firstSeen: defenderTimestamp(random, atMs - 30 * 86_400_000),
  };
}

function exactId(id: number | string): ExactNumber {
  return new ExactNumber(String(id));
}

function instantMs(at: number | string): number {
  return typeof at === 'number' ? at : Date.parse(at);
}

function timestamp(random: Random, at: number | string): string {
  return typeof at === 'number' ? defenderTimestamp(random, at) : at;
}
