# Asio and Beast are compiled once, in this room, instead of in every file of those that use them.
set(onggi_asio_definitions BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_compile_definitions(onggi_net PRIVATE ${onggi_asio_definitions})
