module eoflab/reference

go 1.26
