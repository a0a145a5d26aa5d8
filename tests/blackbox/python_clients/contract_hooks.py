"""What Schemathesis is told about our contract (SCHEMATHESIS_HOOKS)."""

import schemathesis


@schemathesis.deserializer("text/event-stream")
def whole_stream(context, response):
    """The contract describes a stream as one text, as OpenAPI 3.1 does, not event by event."""
    return response.content.decode()
