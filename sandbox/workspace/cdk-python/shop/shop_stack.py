from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from constructs import Construct


class ShopStack(Stack):
    """Orders go to one topic; payments, mail and fulfilment each take what concerns them from a queue."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        orders = sns.Topic(self, "Orders", display_name="Shop orders")

        # Payments: the function may run longer than a message stays hidden.
        payments_dlq = sqs.Queue(self, "PaymentsDlq", retention_period=Duration.days(14))
        payments = sqs.Queue(
            self,
            "Payments",
            visibility_timeout=Duration.seconds(20),
            dead_letter_queue=sqs.DeadLetterQueue(queue=payments_dlq, max_receive_count=3),
        )
        charge_card = lambda_.Function(
            self,
            "ChargeCard",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="charge_card.handler",
            code=lambda_.Code.from_asset("functions"),
            timeout=Duration.seconds(30),
        )
        charge_card.add_event_source(SqsEventSource(payments, report_batch_item_failures=True))

        # Mail: no dead-letter queue, and hidden for three runs where six are needed.
        mail = sqs.Queue(self, "Mail", visibility_timeout=Duration.seconds(30))
        send_mail = lambda_.Function(
            self,
            "SendMail",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="send_mail.handler",
            code=lambda_.Code.from_asset("functions"),
            timeout=Duration.seconds(10),
        )
        send_mail.add_event_source(SqsEventSource(mail, report_batch_item_failures=True))

        # Fulfilment: a FIFO queue can only hand over to a FIFO dead-letter queue.
        fulfilment_dlq = sqs.Queue(self, "FulfilmentDlq", retention_period=Duration.days(14))
        sqs.Queue(
            self,
            "Fulfilment",
            fifo=True,
            content_based_deduplication=True,
            dead_letter_queue=sqs.DeadLetterQueue(queue=fulfilment_dlq, max_receive_count=5),
        )

        orders.add_subscription(
            subscriptions.SqsSubscription(
                payments,
                filter_policy={"eventType": sns.SubscriptionFilter.string_filter(allowlist=["OrderPlaced"])},
            )
        )
        orders.add_subscription(subscriptions.SqsSubscription(mail))
