//! Messages of the subcommands and of the command line.

messages! {}
