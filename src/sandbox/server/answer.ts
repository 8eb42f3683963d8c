import { randomUUID } from 'node:crypto';

/** An HTTP answer of one of the query or JSON services, complete in memory. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const sns = 'http://sns.amazonaws.com/doc/2010-03-31/';

/** A failure the way the service would say it: SNS and STS in XML, the others in JSON. */
export function failure(service: string, status: number, code: string, message: string): Answer {
  if (service === 'sns' || service === 'sts') {
    const type = status < 500 ? 'Sender' : 'Receiver';
    return xml(
      status,
      `<ErrorResponse xmlns="${sns}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
        `<Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    );
  }
  const answer = json({ __type: service === 'sqs' ? `com.amazonaws.sqs#${code}` : code, message }, status);
  return {
    ...answer,
    headers: { ...answer.headers, 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` },
  };
}

export function json(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(value) };
}

/** A successful SNS answer; `result` is the inside of the result element. */
export function snsResult(action: string, result: string): Answer {
  return xml(
    200,
    `<${action}Response xmlns="${sns}"><${action}Result>${result}</${action}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
