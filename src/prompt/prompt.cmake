# What room prompt needs beyond its sources: the prompts as shipped, inside, because without any no model can be asked anything.
set(prompts_file ${CMAKE_SOURCE_DIR}/data/prompts/prompts.toml)
set(prompts_source ${CMAKE_BINARY_DIR}/generated/shipped_prompts.cpp)
add_custom_command(OUTPUT ${prompts_source} DEPENDS ${prompts_file} ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake
  COMMAND ${CMAKE_COMMAND} -D FILE=${prompts_file} -D NAME=data/prompts/prompts.toml -D SPACE=prompt_room -D SYMBOL=kShippedPrompts -D OUT=${prompts_source}
    -P ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake VERBATIM)
target_sources(onggi_prompt PRIVATE ${prompts_source})
