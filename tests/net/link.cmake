# Fibers and loops are Asio's, as room net has compiled it.
target_compile_definitions(onggi_net_test PRIVATE ${onggi_asio_definitions})
