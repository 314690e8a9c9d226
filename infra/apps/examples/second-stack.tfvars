# A second stack in the same account and region: the first one has set the role with which API Gateway writes logs.
account_role = false
