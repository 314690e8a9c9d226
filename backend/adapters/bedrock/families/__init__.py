"""What each family of models on Bedrock accepts, and where its models are: one entry a family.

Read by the clients, by the settings and, through infra/apps/models.json (`dreamforge models --json`), by Terraform.
The public sources of these facts, with their dates, are in docs/decisions.md ("Models: what the catalogue rests on").
"""
