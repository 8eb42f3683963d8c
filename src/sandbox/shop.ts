import type { SeedMessage } from './seedTarget.ts';

/** The sample shop: what the seed creates. Names are part of the tour, the README and the tests. */

export interface ShopQueue {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Another queue of the shop, and after how many receives. */
  readonly deadLetter?: { readonly queue: string; readonly maxReceiveCount: number };
  readonly team: string;
}

export interface ShopTopic {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly subscriptions: readonly { readonly queue: string; readonly attributes: Readonly<Record<string, string>> }[];
}

const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
const fourteenDays = { MessageRetentionPeriod: '1209600' };

/** Dead-letter queues before the queues that name them. */
export const shopQueues: readonly ShopQueue[] = [
  { name: 'shop-payments-dlq', attributes: fourteenDays, team: 'payments' },
  { name: 'shop-shipping-dlq', attributes: fourteenDays, team: 'warehouse' },
  { name: 'shop-fulfilment-dlq.fifo', attributes: { ...fifo, ...fourteenDays }, team: 'warehouse' },
  {
    name: 'shop-payments',
    attributes: { VisibilityTimeout: '60' },
    deadLetter: { queue: 'shop-payments-dlq', maxReceiveCount: 3 },
    team: 'payments',
  },
  {
    name: 'shop-shipping',
    attributes: { VisibilityTimeout: '120', ReceiveMessageWaitTimeSeconds: '20' },
    deadLetter: { queue: 'shop-shipping-dlq', maxReceiveCount: 5 },
    team: 'warehouse',
  },
  { name: 'shop-analytics', attributes: { MessageRetentionPeriod: '86400' }, team: 'data' },
  { name: 'shop-mail', attributes: { DelaySeconds: '5' }, team: 'customer-care' },
  {
    name: 'shop-fulfilment.fifo',
    attributes: { ...fifo, VisibilityTimeout: '90' },
    deadLetter: { queue: 'shop-fulfilment-dlq.fifo', maxReceiveCount: 5 },
    team: 'warehouse',
  },
];

export const shopTopics: readonly ShopTopic[] = [
  {
    name: 'shop-orders',
    attributes: { DisplayName: 'Shop orders' },
    subscriptions: [
      { queue: 'shop-payments', attributes: { FilterPolicy: filter({ eventType: ['OrderPlaced'] }) } },
      {
        queue: 'shop-shipping',
        attributes: { FilterPolicy: filter({ eventType: ['OrderPaid'], country: [{ 'anything-but': ['GB'] }] }) },
      },
      {
        queue: 'shop-mail',
        attributes: {
          FilterPolicy: filter({ eventType: [{ prefix: 'Order' }], total: [{ numeric: ['>=', 100] }] }),
          FilterPolicyScope: 'MessageBody',
        },
      },
      { queue: 'shop-analytics', attributes: { RawMessageDelivery: 'true' } },
    ],
  },
  {
    name: 'shop-orders.fifo',
    attributes: { FifoTopic: 'true', ContentBasedDeduplication: 'true' },
    subscriptions: [
      {
        queue: 'shop-fulfilment.fifo',
        attributes: {
          RawMessageDelivery: 'true',
          FilterPolicy: filter({ eventType: ['OrderPaid', 'OrderCancelled'] }),
        },
      },
    ],
  },
];

export const shopStream = { name: 'shop-clicks', shards: 4 };

const countries = ['DE', 'FR', 'GB', 'PT'];
const eventTypes = ['OrderPlaced', 'OrderPlaced', 'OrderPaid', 'OrderCancelled'];

/** What is published to `shop-orders`: 24 events of three types. */
export function orderEvents(): SeedMessage[] {
  return Array.from({ length: 24 }, (_, index) => {
    const eventType = eventTypes[index % eventTypes.length] ?? 'OrderPlaced';
    const country = countries[Math.floor(index / 4) % countries.length] ?? 'DE';
    return {
      subject: eventType,
      body: JSON.stringify(orderEvent(index, eventType, country)),
      attributes: { eventType, country },
    };
  });
}

/** What is published to `shop-orders.fifo`: 12 events in three groups, one per customer. */
export function orderedEvents(): SeedMessage[] {
  return Array.from({ length: 12 }, (_, index) => {
    const eventType = index % 4 === 3 ? 'OrderCancelled' : 'OrderPaid';
    return {
      body: JSON.stringify(orderEvent(100 + index, eventType, 'DE')),
      attributes: { eventType },
      groupId: `customer-${(index % 3) + 1}`,
    };
  });
}

function orderEvent(index: number, eventType: string, country: string) {
  return {
    eventType,
    orderId: `o-${1_000 + index}`,
    customerId: `c-${(index % 7) + 1}`,
    country,
    total: Number((12.5 + index * 9.75).toFixed(2)),
    currency: country === 'GB' ? 'GBP' : 'EUR',
    items: [{ sku: ['KETTLE-2L', 'MUG-4', 'TEA-500G'][index % 3], qty: (index % 3) + 1 }],
    placedAt: new Date(Date.UTC(2026, 2, 2, 9, index)).toISOString(),
  };
}

/** 120 clicks of 12 visitors; the visitor is the partition key. */
export function clickRecords(): { data: string; partitionKey: string }[] {
  const pages = ['/', '/tea', '/kettles', '/cart', '/checkout'];
  return Array.from({ length: 120 }, (_, index) => {
    const visitor = `visitor-${String((index * 5) % 12).padStart(2, '0')}`;
    return {
      partitionKey: visitor,
      data: JSON.stringify({
        visitor,
        page: pages[(index * 3) % pages.length],
        at: new Date(Date.UTC(2026, 2, 2, 9, 0, index)).toISOString(),
        ms: 80 + ((index * 37) % 400),
      }),
    };
  });
}

function filter(policy: Record<string, unknown>): string {
  return JSON.stringify(policy);
}
