# Readers run in-process in their own tests; the client's tests start the real program.
target_link_libraries(onggi_parse_test PRIVATE onggi_readers)
if(TARGET onggi-parse)
  add_dependencies(onggi_parse_test onggi-parse onggi-convert)
endif()
