"""In front of moto's DynamoDB: conflicting transactions, request tokens, DynamoDB's limits, and faults to order."""

from backend.local.dynamodb.faults import StoreFault
from backend.local.dynamodb.front import DynamoDBFront

__all__ = ["DynamoDBFront", "StoreFault"]
