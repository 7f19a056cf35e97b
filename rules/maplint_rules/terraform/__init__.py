"""What only Terraform can do wrong: what it destroys, opens, swaps, declares twice."""
