module eoflab/client

go 1.26
