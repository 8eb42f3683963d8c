import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Orders go to one topic; payments, shipping, mail and fulfilment each take what concerns them from a queue. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const orders = new sns.Topic(this, 'Orders', { displayName: 'Shop orders' });

    // Payments: the function may run longer than a message stays hidden.
    const paymentsDlq = new sqs.Queue(this, 'PaymentsDlq', { retentionPeriod: Duration.days(14) });
    const payments = new sqs.Queue(this, 'Payments', {
      visibilityTimeout: Duration.seconds(20),
      deadLetterQueue: { queue: paymentsDlq, maxReceiveCount: 3 },
    });
    const chargeCard = new lambda.Function(this, 'ChargeCard', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'charge-card.handler',
      code: lambda.Code.fromAsset('functions'),
      timeout: Duration.seconds(30),
    });
    chargeCard.addEventSource(new SqsEventSource(payments, { batchSize: 10, reportBatchItemFailures: true }));

    // Mail: hidden long enough for one run, not for the retries under load; and nowhere to go for what never works.
    const mail = new sqs.Queue(this, 'Mail', {
      visibilityTimeout: Duration.seconds(30),
    });
    const sendMail = new lambda.Function(this, 'SendMail', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'send-mail.handler',
      code: lambda.Code.fromAsset('functions'),
      timeout: Duration.seconds(10),
    });
    sendMail.addEventSource(new SqsEventSource(mail, { reportBatchItemFailures: true }));

    // Fulfilment: a FIFO queue can only hand over to a FIFO dead-letter queue.
    const fulfilmentDlq = new sqs.Queue(this, 'FulfilmentDlq', { retentionPeriod: Duration.days(14) });
    const fulfilment = new sqs.Queue(this, 'Fulfilment', {
      fifo: true,
      contentBasedDeduplication: true,
      visibilityTimeout: Duration.minutes(3),
      deadLetterQueue: { queue: fulfilmentDlq, maxReceiveCount: 5 },
    });

    // Shipping is right: nothing is underlined here.
    const shippingDlq = new sqs.Queue(this, 'ShippingDlq', { retentionPeriod: Duration.days(14) });
    const shipping = new sqs.Queue(this, 'Shipping', {
      visibilityTimeout: Duration.seconds(90),
      deadLetterQueue: { queue: shippingDlq, maxReceiveCount: 5 },
    });
    const printLabel = new lambda.Function(this, 'PrintLabel', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'print-label.handler',
      code: lambda.Code.fromAsset('functions'),
      timeout: Duration.seconds(15),
    });
    printLabel.addEventSource(new SqsEventSource(shipping, { reportBatchItemFailures: true }));

    orders.addSubscription(
      new subscriptions.SqsSubscription(payments, {
        filterPolicy: { eventType: sns.SubscriptionFilter.stringFilter({ allowlist: ['OrderPlaced'] }) },
      }),
    );
    orders.addSubscription(
      new subscriptions.SqsSubscription(shipping, {
        filterPolicy: { eventType: sns.SubscriptionFilter.stringFilter({ allowlist: ['OrderPaid'] }) },
      }),
    );
    orders.addSubscription(new subscriptions.SqsSubscription(mail));

    const orderSteps = new sns.Topic(this, 'OrderSteps', { fifo: true, contentBasedDeduplication: true });
    orderSteps.addSubscription(new subscriptions.SqsSubscription(fulfilment, { rawMessageDelivery: true }));

    new kinesis.Stream(this, 'Clicks', { shardCount: 4, retentionPeriod: Duration.hours(48) });
  }
}
