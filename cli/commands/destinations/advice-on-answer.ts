/** What a person can do about an answer of a receiver that isn't a success. `name`: as one word of a command. */
export function adviceOnAnswer(status: number, name: string, redirectsTo: string | undefined): readonly string[] {
  if (status >= 300 && status < 400) {
    return [
      `This is a redirect${redirectsTo ? ` to ${redirectsTo}` : ''}. Redirects are not followed: what is signed for one place goes to no other.`,
      'Set settings.url to the final URL.',
    ];
  }
  const known = advice[status];
  if (known) return known.map((line) => line.replace('<name>', name));
  if (status >= 500) return ['The receiver itself has failed. Its own log says why.'];
  return [
    'The receiver understood the request and will not take this event. Its own log says why.',
    'Most often it expects another content type: events are sent as application/cloudevents+json (CloudEvents 1.0).',
  ];
}

const busy = ['The receiver asks to be left alone for a while. If it always does, raise its limit.'];

const advice: Readonly<Record<number, readonly string[]>> = {
  401: [
    'The receiver refuses the signature. Compare its signing secret with the Key Vault secret of this destination:',
    'both must be the same text, whsec_ and all. Its clock must be right, too: old signatures are refused.',
  ],
  403: [
    'The receiver, or a firewall in front of it, forbids the request. Let the addresses from which the function app',
    'sends through its access rules. This test came from this computer, whose address may be treated differently.',
  ],
  404: ['There is nothing at this URL. Correct settings.url: the path counts, too.'],
  408: busy,
  410: [
    'The receiver says that this URL is gone for good. Correct settings.url, or remove the destination:',
    '  relay destinations remove <name>',
  ],
  413: [
    'Even a test event of about 1 KB is too large for it. Raise the size of request body that it accepts;',
    'incidents with many alerts have several MB.',
  ],
  425: busy,
  429: busy,
};
