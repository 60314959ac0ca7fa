"""An airline's support agent on LangGraph. It reads by itself; what it writes waits for a person."""
