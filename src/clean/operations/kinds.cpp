// The table of operations.
#include "clean/operations.h"

namespace onggi::clean_room {

namespace {

constexpr OperationKind kKinds[] = {
    {"normalise", "글자와 줄을 고르게", "characters and lines in one form", 1, make_normalise},
    {"spell", "맞춤법과 띄어쓰기 고치기", "Korean spelling and spacing corrected", 1, make_spell},
    {"boilerplate", "여러 행에 되풀이되는 줄 빼기", "lines that many rows repeat", 1, make_boilerplate},
    {"filter", "조건에 맞지 않는 행 빼기", "rows outside of limits", 1, make_filter},
    {"dedup", "같은 말을 하는 행 하나만 남기기", "one of rows that say the same", 1, make_dedup},
    {"decontaminate", "평가 자료와 겹치는 행 빼기", "rows that overlap with evaluation sets", 1, make_decontaminate},
    {"outliers", "다른 행과 동떨어진 행 빼기", "rows unlike all others", 1, make_outliers},
    {"perplexity", "이 자료의 말 같지 않은 행 빼기", "rows that read unlike the rest", 1, make_perplexity},
    {"pii", "개인정보 가리기", "personal data masked", 1, make_pii},
};

}  // namespace

std::span<const OperationKind> operation_kinds() { return kKinds; }

}  // namespace onggi::clean_room
