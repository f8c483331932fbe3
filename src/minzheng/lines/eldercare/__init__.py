"""Elder care 养老服务."""
