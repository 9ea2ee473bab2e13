import { ExactNumber, type Json, jsonText } from './json-text';
import { between, guid, hex, pick, type Random } from './random';
import { defenderTimestamp } from './timestamps';

export interface AlertRecipe {
  readonly random: Random;
  readonly id: string;
  /** Milliseconds since the epoch, or the exact text. */
  readonly createdAt: number | string;
  readonly updatedAt: number | string;
  /** The incident it belongs to; null for an alert without one. */
  readonly incidentId: number | null;
  /** How many pieces of evidence; the API shows them only with `$expand=evidence`. */
  readonly evidence?: number;
}

/** An alert as Defender for Endpoint's `GET /api/alerts` shows it, as JSON text. */
export function generateAlert(recipe: AlertRecipe): string {
  const { random } = recipe;
  const atMs = typeof recipe.updatedAt === 'number' ? recipe.updatedAt : Date.parse(recipe.updatedAt);
  const exactText = (at: number | string) => (typeof at === 'number' ? defenderTimestamp(random, at) : at);
  return jsonText({
    id: recipe.id,
    incidentId: recipe.incidentId,
    investigationId: random() < 0.2 ? new ExactNumber('9007199254740993') : null,
    assignedTo: null,
    severity: pick(random, ['Informational', 'Low', 'Medium', 'High']),
    status: pick(random, ['New', 'InProgress', 'Resolved']),
    classification: null,
    determination: null,
    investigationState: 'Queued',
    detectionSource: pick(random, ['WindowsDefenderAtp', 'WindowsDefenderAv']),
    detectorId: guid(random),
    category: pick(random, ['Execution', 'SuspiciousActivity', 'Persistence']),
    threatFamilyName: null,
    title: pick(random, ['Suspicious PowerShell command line', "Verdächtiges 'Meterpreter'-Verhalten erkannt"]),
    description: 'Malware can spread from one machine to another.\n\nCheck for residual signs of infection.',
    alertCreationTime: exactText(recipe.createdAt),
    firstEventTime: defenderTimestamp(random, atMs - 120_000),
    lastEventTime: defenderTimestamp(random, atMs - 60_000),
    lastUpdateTime: exactText(recipe.updatedAt),
    resolvedTime: null,
    machineId: hex(random, 40),
    computerDnsName: `pc-${between(random, 100, 999)}.contoso.com`,
    rbacGroupName: 'Büro',
    aadTenantId: guid(random),
    threatName: null,
    mitreTechniques: ['T1064', 'T1085'],
    relatedUser: { userName: 'jörg', domainName: 'CONTOSO' },
    comments: [],
    evidence: Array.from({ length: recipe.evidence ?? 1 }, () => processEvidence(random, atMs)),
  });
}

function processEvidence(random: Random, atMs: number): Json {
  return {
    entityType: 'Process',
    evidenceCreationTime: defenderTimestamp(random, atMs),
    sha1: hex(random, 40),
    sha256: hex(random, 64),
    fileName: 'rundll32.exe',
    filePath: 'C:\\Windows\\SysWOW64',
    processId: between(random, 4, 65_535),
    processCommandLine: 'rundll32.exe  c:\\temp\\suspicious.dll,RepeatAfterMe',
    processCreationTime: defenderTimestamp(random, atMs - 5_000),
    parentProcessId: between(random, 4, 65_535),
    parentProcessFileName: 'explorer.exe',
    ipAddress: null,
    url: null,
    accountName: null,
    detectionStatus: 'Detected',
  };
}
