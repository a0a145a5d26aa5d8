"""Twenty-five schemas as people send them, each with what is asked: forms, extractions, classifications, plans. Asked by bench/generation.py."""


def text(**more):
    return {"type": "string", **more}


def number(kind="integer", **more):
    return {"type": kind, **more}


def some(items, **more):
    return {"type": "array", "items": items, **more}


def one_of(*values):
    return {"type": "string", "enum": list(values)}


def either(*schemas):
    return {"anyOf": list(schemas)}


def record(optional=(), **properties):
    return {"type": "object", "properties": properties, "required": [name for name in properties if name not in optional], "additionalProperties": False}


NULL = {"type": "null"}
SCHEMAS = [
    ("sentiment", "고객 의견: 배송이 늦었지만 품질은 좋아요.", record(sentiment=one_of("positive", "neutral", "negative"), confidence=number("number", minimum=0, maximum=1))),
    ("person", "Describe one employee.", record(name=text(minLength=1, maxLength=30), age=number(minimum=18, maximum=80), department=one_of("인사", "재무", "개발"))),
    ("contact", "Make a contact card.", record(name=text(maxLength=30), email=text(format="email"), phone=text(pattern="^0\\d{1,2}-\\d{3,4}-\\d{4}$"), note=either(text(maxLength=60), NULL))),
    ("invoice", "An invoice over three items.", record(number=text(pattern="^INV-\\d{4}-\\d{3}$"), date=text(format="date"), items=some(record(name=text(maxLength=24), quantity=number(minimum=1, maximum=99), price=number("number", minimum=0)), minItems=1, maxItems=3))),
    ("leave_request", "연차 신청서를 작성하세요.", record(applicant=text(maxLength=20), start=text(format="date"), end=text(format="date"), kind=one_of("연차", "반차", "병가", "경조"), days=number(minimum=1, maximum=15), reason=text(maxLength=60))),
    ("classification", "Which topics does a text on tax law have?", record(labels=some(one_of("law", "tax", "labour", "privacy", "other"), minItems=1, maxItems=3))),
    ("question_answer", "What is the capital of France?", record(reasoning=text(maxLength=120), answer=text(maxLength=40), certain={"type": "boolean"})),
    ("entities", "Kim met Lee in Seoul in May.", record(people=some(text(maxLength=20), maxItems=4), places=some(text(maxLength=20), maxItems=4), dates=some(text(maxLength=20), maxItems=4))),
    ("triage", "The server room is too hot.", record(priority=number(minimum=1, maximum=5), team=one_of("network", "facility", "helpdesk"), summary=text(maxLength=80), escalate={"type": "boolean"})),
    ("address", "서울의 한 주소를 쓰세요.", record(optional=["detail"], city=one_of("서울특별시", "부산광역시", "대구광역시"), district=text(pattern="^[가-힣]{1,4}구$"), postcode=text(pattern="^\\d{5}$"), detail=text(maxLength=40))),
    ("meeting", "Plan a meeting.", record(title=text(maxLength=40), start=text(format="date-time"), minutes=number(minimum=15, maximum=240), attendees=some(text(maxLength=20), minItems=1, maxItems=5), online={"type": "boolean"})),
    ("product", "A product of a shop.", record(sku=text(pattern="^[A-Z]{3}\\d{4}$"), name=text(maxLength=30), price=number("number", exclusiveMinimum=0), tags=some(text(maxLength=12), maxItems=4), stock=either(number(minimum=0), NULL))),
    ("weather_call", "Weather in Busan, please.", record(function={"const": "get_weather"}, arguments=record(city=one_of("Seoul", "Busan", "Daegu"), unit=one_of("celsius", "fahrenheit"), days=number(minimum=1, maximum=7)))),
    ("search_filter", "Contracts of 2023 by the legal team.", record(optional=["after", "before"], query=text(maxLength=40), after=text(format="date"), before=text(format="date"), teams=some(text(maxLength=16), maxItems=3))),
    ("tree", "A menu with sub-menus.", {"$ref": "#/$defs/node", "$defs": {"node": record(title=text(maxLength=16), children=some({"$ref": "#/$defs/node"}, maxItems=2))}}),
    ("steps", "How does one make tea?", record(steps=some(record(number=number(minimum=1, maximum=9), action=text(maxLength=50)), minItems=2, maxItems=5))),
    ("payment", "Pay by card.", {"oneOf": [record(method={"const": "card"}, last4=text(pattern="^\\d{4}$")), record(method={"const": "transfer"}, bank=text(maxLength=20), account=text(pattern="^[0-9-]{8,16}$"))]}),
    ("scores", "Scores of five students.", {"type": "object", "additionalProperties": number(minimum=0, maximum=100), "maxProperties": 5}),
    ("coordinates", "Where is Seoul?", record(name=text(maxLength=20), point={"type": "array", "prefixItems": [number("number", minimum=-90, maximum=90), number("number", minimum=-180, maximum=180)], "items": False})),
    ("review", "Review the code.", record(verdict=one_of("approve", "request_changes", "comment"), comments=some(record(line=number(minimum=1, maximum=500), text=text(maxLength=60)), maxItems=3))),
    ("translation", "Translate 'good morning'.", record(source_language=text(pattern="^[a-z]{2}$"), target_language=text(pattern="^[a-z]{2}$"), text=text(maxLength=60))),
    ("medical", "A visit at the doctor's.", record(optional=["follow_up"], complaint=text(maxLength=60), temperature=number("number", minimum=34, maximum=43), medication=some(record(name=text(maxLength=20), times_a_day=number(minimum=1, maximum=4)), maxItems=3), follow_up=text(format="date"))),
    ("server_config", "A server's configuration.", record(host=text(format="hostname"), address=text(format="ipv4"), port=number(minimum=1, maximum=65535), tls={"type": "boolean"}, level=one_of("debug", "info", "warn", "error"))),
    ("plan", "A plan for one week.", {"type": "object", "properties": {day: some(text(maxLength=30), maxItems=2) for day in ("월", "화", "수", "목", "금")}, "required": ["월", "수"], "additionalProperties": False}),
    ("order_event", "An order was shipped.", {"allOf": [{"$ref": "#/$defs/event"}, {"type": "object", "properties": {"carrier": one_of("CJ", "우체국", "한진"), "tracking": text(pattern="^\\d{10,12}$")}, "required": ["carrier", "tracking"]}], "$defs": {"event": {"type": "object", "properties": {"id": text(format="uuid"), "at": text(format="date-time")}, "required": ["id", "at"]}}}),
]
