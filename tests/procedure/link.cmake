# The PDF is read back by our own reader, in its process.
target_link_libraries(onggi_procedure_test PRIVATE onggi_parse)
if(TARGET onggi-parse)
  add_dependencies(onggi_procedure_test onggi-parse)
endif()
