package store

import (
	"fmt"
	"strings"
)

// clauses is a conjunction of conditions with their arguments.
type clauses struct {
	all  []string
	args []any
}

// and adds a condition; a verb in format stands for the number of each argument.
func (c clauses) and(format string, args ...any) clauses {
	numbers := make([]any, len(args))
	for i := range args {
		numbers[i] = len(c.args) + i + 1
	}
	return clauses{
		all:  append(c.all[:len(c.all):len(c.all)], fmt.Sprintf(format, numbers...)),
		args: append(c.args[:len(c.args):len(c.args)], args...),
	}
}

// text returns the WHERE clause, or nothing.
func (c clauses) text() string {
	if len(c.all) == 0 {
		return ""
	}
	return `WHERE ` + strings.Join(c.all, ` AND `)
}
