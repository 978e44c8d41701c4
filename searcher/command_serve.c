#include "searcher/commands.h"

#include "corpus/exit_code.h"
#include "searcher/serve/keys.h"
#include "searcher/serve/server.h"

int command_serve(int argc, char **argv)
{
    struct serve_options options = SERVE_OPTIONS_DEFAULT;
    struct herald_error error = {0};
    int others = 0;
    enum herald_status status =
        command_line_read(&serve_command_options, argc, argv, &options, &others, &error);
    bool printed =
        status == HERALD_OK && command_asked_print(&serve_command_options, options.asked, stdout);
    if (status == HERALD_OK && !printed)
        status = command_line_expect_none(argv, others, &error);
    if (status == HERALD_OK && !printed)
        status = options.new_key ? key_make(options.new_key, options.scopes, stdout, &error)
                                 : server_run(&options, &error);
    if (status != HERALD_OK)
        herald_tell("serve", &error);
    serve_options_dispose(&options);
    return (int)herald_exit_code(status);
}
