import { describe, expect, test } from 'vitest';
import { readAssembly } from '../../../src/lint/synth/assembly.ts';
import { lineToday, onlyInsertions } from '../../../src/lint/synth/change.ts';
import { isInFile, userFrames } from '../../../src/lint/synth/frames.ts';
import { findInSource } from '../../../src/lint/synth/match.ts';
import { selfContainedIds } from '../../../src/lint/synth/selfContained.ts';

const root = '/projects/shop';

describe('frames', () => {
  const one = (line: string) => userFrames([line], root)[0];

  test.each([
    ['new Shop (file:///projects/shop/lib/shop.ts:26:5)', '/projects/shop/lib/shop.ts', 25, 4],
    ['file:///projects/shop/app.ts:29 (:)', '/projects/shop/app.ts', 28, undefined],
    ['new Shop (/projects/shop/lib/shop.js:26:5)', '/projects/shop/lib/shop.js', 25, 4],
    ['at new Shop (/projects/shop/lib/shop.js:26:5)', '/projects/shop/lib/shop.js', 25, 4],
    ['/projects/shop/bin/app.js:3:1', '/projects/shop/bin/app.js', 2, 0],
    ['new Shop (C:\\projects\\shop\\lib\\shop.js:26:5)', 'c:/projects/shop/lib/shop.js', 25, 4],
    ['new Shop (file:///C:/projects/my%20shop/app.ts:2:3)', 'c:/projects/my shop/app.ts', 1, 2],
    ['__init__ (/projects/shop/app.py:26)', '/projects/shop/app.py', 25, undefined],
    ['<module> (app.py:62)', '/projects/shop/app.py', 61, undefined],
    ['shop.Shop.<init> (Shop.java:37)', 'Shop.java', 36, undefined],
    [
      'at Shop.ShopStack..ctor(Construct scope) in /projects/shop/ShopStack.cs:line 12',
      '/projects/shop/ShopStack.cs',
      11,
      undefined,
    ],
    ['main.NewShop (/projects/shop/main.go:27)', '/projects/shop/main.go', 26, undefined],
  ])('%s', (line, file, number, column) => {
    expect(one(line)).toEqual({ file, line: number, column });
  });

  test.each([
    '...new Queue2 in aws-cdk-lib...',
    '...node internals...',
    '(no user code in 10 frames, use --stack-trace-limit to capture more)',
    'new Queue (/projects/shop/node_modules/aws-cdk-lib/aws-sqs/lib/queue.js:1:8096)',
    'Kernel.create (/tmp/jsii-java-runtime4111301480546222856/lib/program.js:1:51863)',
    'Kernel.create (/tmp/jsii-runtime.2138722449/lib/program.js:3682:93)',
    'new Queue2 (/tmp/jsii-kernel-HzIQIb/node_modules/aws-cdk-lib/core/lib/x.js:1:855)',
    'process.processImmediate (node:internal/timers:483:21)',
    '__call__ (/projects/shop/.venv/lib/python3.11/site-packages/jsii/_runtime.py:118)',
    '',
    'nonsense',
  ])('is none of the app: %s', line => expect(one(line)).toBeUndefined());

  test('take a text of lines too, and refuse what is neither', () => {
    expect(userFrames('a (/x.py:1)\nb (/y.py:2)', root)).toHaveLength(2);
    expect(userFrames({ stack: 1 }, root)).toEqual([]);
    expect(userFrames([1, null], root)).toEqual([]);
  });

  test('match a file by its whole path, or by its name where the language gives no more', () => {
    const java = { file: 'Shop.java', line: 0, column: undefined };
    expect(isInFile(java, '/projects/shop/src/main/java/shop/Shop.java')).toBe(true);
    expect(isInFile(java, '/projects/shop/src/main/java/shop/BigShop.java')).toBe(false);
    expect(isInFile({ ...java, file: '/other/app.ts' }, '/projects/app.ts')).toBe(false);
  });
});

describe('an assembly', () => {
  const template = (resources: object) => JSON.stringify({ Resources: resources });
  const stack = (properties: object, more: object = {}) => ({ type: 'aws:cloudformation:stack', properties, ...more });
  const read = (files: Record<string, unknown>) =>
    readAssembly('/out', root, async path => {
      const content = files[path.replace('/out/', '')];
      return content === undefined || typeof content === 'string' ? content : JSON.stringify(content);
    });

  test('of older versions has its metadata in the manifest, with the traces of CDK_DEBUG', async () => {
    const assembly = await read({
      'manifest.json': {
        version: '36.0.0',
        artifacts: {
          Shop: stack(
            { templateFile: 'Shop.template.json' },
            {
              metadata: {
                '/Shop/Orders/Resource': [
                  {
                    type: 'aws:cdk:logicalId',
                    data: 'OrdersA9B65338',
                    trace: ['new Queue (/x/node_modules/aws-cdk-lib/q.js:1:2)', `new Shop (${root}/lib/shop.ts:9:5)`],
                  },
                ],
              },
            },
          ),
        },
      },
      'Shop.template.json': template({ OrdersA9B65338: { Type: 'AWS::SQS::Queue' } }),
    });
    expect(assembly?.templates[0]?.origins.get('OrdersA9B65338')).toEqual({
      path: 'Shop/Orders',
      id: 'Orders',
      frames: [{ file: `${root}/lib/shop.ts`, line: 8, column: 4 }],
    });
  });

  test('takes the path in the template where no other metadata is', async () => {
    const assembly = await read({
      'manifest.json': { version: '36.0.0', artifacts: { Shop: stack({ templateFile: 'Shop.template.json' }) } },
      'Shop.template.json': template({
        Q: { Type: 'AWS::SQS::Queue', Metadata: { 'aws:cdk:path': 'Shop/Orders/Resource' } },
      }),
    });
    expect(assembly?.templates[0]?.origins.get('Q')).toEqual({ path: 'Shop/Orders', id: 'Orders', frames: [] });
  });

  test('says when values are missing', async () => {
    const missing = [{ key: 'vpc' }];
    expect((await read({ 'manifest.json': { version: '1', artifacts: {}, missing } }))?.lacksContext).toBe(true);
  });

  test.each([
    ['nothing there', {}],
    ['a web manifest', { 'manifest.json': { name: 'shop', icons: [] } }],
    ['half written', { 'manifest.json': '{"version": "36.0.0", "artifa' }],
    ['a list', { 'manifest.json': '[]' }],
  ])('is none: %s', async (_, files) => expect(await read(files)).toBeUndefined());

  test('does not follow names out of its folder, nor itself in circles', async () => {
    const asked: string[] = [];
    const manifest = JSON.stringify({
      version: '36.0.0',
      artifacts: {
        Up: stack({ templateFile: '../../secret.json' }),
        Root: stack({ templateFile: '/etc/passwd' }),
        Drive: stack({ templateFile: 'C:\\secret.json' }, { additionalMetadataFile: '..\\x.json' }),
        Itself: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } },
        Broken: { type: 'aws:cloudformation:stack', properties: { templateFile: 7 } },
        Null: null,
      },
    });
    const assembly = await readAssembly('/out', root, async path => {
      asked.push(path);
      return path.endsWith('manifest.json') ? manifest : undefined;
    });
    expect(assembly?.templates).toEqual([]);
    expect(asked.every(path => path.startsWith('/out/') && !path.includes('..'))).toBe(true);
    expect(asked.length).toBeLessThan(20);
  });
});

describe('what a template tells all about', () => {
  const alone = (properties: unknown, more: object = {}) =>
    selfContainedIds({
      Parameters: { Size: { Type: 'Number' } },
      Resources: {
        Q: { Type: 'AWS::SQS::Queue', Properties: properties },
        Nested: { Type: 'AWS::CloudFormation::Stack' },
      },
      ...more,
    }).has('Q');

  test.each([
    ['nothing', undefined],
    ['literals', { DelaySeconds: 5 }],
    ['a resource', { A: { 'Fn::GetAtt': ['Q', 'Arn'] } }],
    ['this account', { A: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Region' }]] } }],
    ['a text', { A: { 'Fn::Sub': `\${AWS::Region}-\${Q.Arn}-\${!Size}` } }],
  ])('%s', (_, properties) => expect(alone(properties)).toBe(true));

  test.each([
    ['another stack', { A: { 'Fn::ImportValue': 'x' } }],
    ['another stack, deeper', { A: { 'Fn::Select': [0, { 'Fn::Split': [':', { 'Fn::ImportValue': 'x' }] }] } }],
    ['a parameter', { A: { Ref: 'Size' } }],
    ['a parameter in a text', { A: { 'Fn::Sub': `\${Size}` } }],
    ['a nested stack', { A: { 'Fn::GetAtt': ['Nested', 'Outputs.X'] } }],
    ['a stored value', { A: '{{resolve:ssm:size}}' }],
    ['a macro', { A: { 'Fn::Transform': { Name: 'X' } } }],
    ['a function nobody knows', { A: { 'Fn::GetStackOutput': 'x' } }],
  ])('not %s', (_, properties) => expect(alone(properties)).toBe(false));

  test('not what an output hands out', () => {
    expect(alone({}, { Outputs: { A: { Value: { 'Fn::GetAtt': ['Q', 'Arn'] } } } })).toBe(false);
    expect(alone({}, { Outputs: { A: { Value: { 'Fn::Sub': `\${Q.Arn}` } } } })).toBe(false);
  });
});

describe('a text that changes', () => {
  test('keeps its lines above and below the change', () => {
    const today = lineToday('a\nb\nc\nd', 'a\nx\ny\nc\nd');
    expect([0, 1, 2, 3].map(today)).toEqual([0, undefined, 3, 4]);
    expect(lineToday(undefined, 'a')(7)).toBe(7);
  });

  test('has only grown when every line still stands', () => {
    expect(onlyInsertions('a\n\nb\nc', 'x\n  a\nb\ny\nc\nz')).toBe(true);
    expect(onlyInsertions('a\nb\nc', 'a\nc')).toBe(false);
    expect(onlyInsertions('a\nb', 'b\na')).toBe(false);
  });
});

describe('a compiled source', () => {
  const seen = {
    name: 'Orders',
    type: 'AWS::SQS::Queue',
    virtual: false,
    start: 0,
    end: 10,
    startLine: 3,
    endLine: 3,
    nameStart: 0,
    nameEnd: 1,
    nameRange: { startLine: 3, startColumn: 0, endLine: 3, endColumn: 1 },
    properties: [],
    whole: true,
  };
  const construct = { id: 'Orders', type: 'AWS::SQS::Queue', frames: [{ file: '/a/shop.js', line: 90, column: 2 }] };

  test('is found by id, whatever its lines', () => {
    expect(findInSource(construct, '/a/shop.ts', [seen], line => line)).toMatchObject({
      seen,
      line: undefined,
      traced: true,
    });
    expect(findInSource(construct, '/a/other.ts', [seen], line => line)).toBeUndefined();
    expect(findInSource(construct, '/a/shop.ts', [seen, { ...seen, start: 20 }], line => line)).toBeUndefined();
  });
});
