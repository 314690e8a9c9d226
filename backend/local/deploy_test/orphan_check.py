"""What is still there after `terraform destroy`: nothing, but for keys that wait to be deleted."""

from collections.abc import Iterator

from backend.local.deploy_test.iam.facts import Connect


def find_orphans(connect: Connect) -> Iterator[str]:
    """Everything that costs or holds something, by service and name."""
    looks = {
        "bucket": [each["Name"] for each in connect("s3").list_buckets()["Buckets"]],
        "table": connect("dynamodb").list_tables()["TableNames"],
        "user pool": [each["Name"] for each in connect("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]],
        "queue": connect("sqs").list_queues().get("QueueUrls", []),
        "function": [each["FunctionName"] for each in connect("lambda").list_functions()["Functions"]],
        "layer": [each["LayerName"] for each in connect("lambda").list_layers()["Layers"]],
        "event-source mapping": [
            each["UUID"] for each in connect("lambda").list_event_source_mappings()["EventSourceMappings"]
        ],
        "REST API": [each["name"] for each in connect("apigateway").get_rest_apis()["items"]],
        "role": [each["RoleName"] for each in connect("iam").list_roles()["Roles"]],
        "log group": [each["logGroupName"] for each in connect("logs").describe_log_groups()["logGroups"]],
        "alarm": [each["AlarmName"] for each in connect("cloudwatch").describe_alarms()["MetricAlarms"]],
        "topic": [each["TopicArn"] for each in connect("sns").list_topics()["Topics"]],
        "key": list(_live_keys(connect)),
    }
    return (f"{kind} {name}" for kind, names in looks.items() for name in names)


def _live_keys(connect: Connect) -> Iterator[str]:
    """Of our own: AWS's keys, such as alias/aws/ssm, come by themselves and stay."""
    kms = connect("kms")
    aliases = kms.list_aliases()["Aliases"]
    of_aws = {each.get("TargetKeyId") for each in aliases if each["AliasName"].startswith("alias/aws/")}
    for each in kms.list_keys()["Keys"]:
        described = kms.describe_key(KeyId=each["KeyId"])["KeyMetadata"]
        if described["KeyState"] != "PendingDeletion" and each["KeyId"] not in of_aws:
            yield str(each["KeyId"])
