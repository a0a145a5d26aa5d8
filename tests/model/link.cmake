# The scripted server of the net tests plays the model server here.
target_sources(onggi_model_test PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/net/loopback.cpp)
