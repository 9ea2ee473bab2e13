/**
 * Which heartbeats this process has put on the queue in the current hour. A restart forgets them: the table `deliveries`
 * drops those that are then put once more.
 */
export class HeartbeatsSent {
  private hour = '';
  private readonly keys = new Set<string>();

  has(hour: string, tenantId: string, destination: string): boolean {
    return hour === this.hour && this.keys.has(keyOf(tenantId, destination));
  }

  add(hour: string, tenantId: string, destinations: readonly string[]): void {
    if (hour !== this.hour) this.keys.clear();
    this.hour = hour;
    for (const destination of destinations) this.keys.add(keyOf(tenantId, destination));
  }
}

function keyOf(tenantId: string, destination: string): string {
  return `${tenantId}/${destination}`;
}
