"""Everything that speaks to another system, and the only place for boto3. Its classes implement ports of the domain."""
