# CloudWatch metrics for each method of the API, which AWS bills as custom metrics (docs/deploy.md, Costs).
method_metrics = true
