"""Counts passed, failed and skipped cases of JUnit files, whoever wrote them (ctest, pytest, Vitest, our own); the names of those that failed go to standard error."""

import sys
import xml.etree.ElementTree as tree

passed = failed = skipped = 0
for path in sys.argv[1:]:
    for case in tree.parse(path).iter("testcase"):
        tags = {child.tag for child in case}
        if tags & {"failure", "error"} or case.get("status") == "fail":
            failed += 1
            print("FAILED", case.get("classname", ""), case.get("name", ""), file=sys.stderr)
        elif "skipped" in tags or case.get("status") in ("notrun", "disabled"):
            skipped += 1
        else:
            passed += 1
print(passed, failed, skipped)
