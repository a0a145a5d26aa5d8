# Writes a C++ file that holds one text file of data/, for what the program cannot do without.
file(READ ${FILE} body)
set(text "// Made from ${NAME} by cmake/embed_text.cmake.\n#include <string_view>\n\nnamespace onggi::${SPACE} {\n")
string(APPEND text "extern const std::string_view ${SYMBOL};\nconst std::string_view ${SYMBOL} = R\"onggi(${body})onggi\";\n}  // namespace onggi::${SPACE}\n")
file(WRITE ${OUT} "${text}")
