# Documents of the golden cases come in the way that they do in the program: readers (in-process), ingest's rows, scoring.
target_link_libraries(onggi_answer_test PRIVATE onggi_readers onggi_ingest onggi_evaluate)
