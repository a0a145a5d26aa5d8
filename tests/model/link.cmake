# The scripted server of the net tests plays the model server here.
target_sources(onggi_model_test PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/net/loopback.cpp)
# libllama itself says which texts a grammar lets through.
target_link_libraries(onggi_model_test PRIVATE part::llama)
