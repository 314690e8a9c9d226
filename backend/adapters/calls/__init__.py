"""How a call to another system is made: timeouts, retries, circuit breaker, and what its errors mean."""
