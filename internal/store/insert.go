package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

const maxRowsPerStatement = 200

// insertMany inserts rows of the same width, many per statement. into names the table and its columns; conflict is
// an ON CONFLICT clause or "".
func insertMany(ctx context.Context, tx *sql.Tx, into string, rows [][]any, conflict string) error {
	for some := range slices.Chunk(rows, maxRowsPerStatement) {
		tuples, args := make([]string, 0, len(some)), make([]any, 0, len(some)*len(some[0]))
		for _, row := range some {
			tuples = append(tuples, `(`+placeholders(len(args)+1, len(row))+`)`)
			args = append(args, row...)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO `+into+` VALUES `+strings.Join(tuples, `, `)+` `+conflict, args...); err != nil {
			return err
		}
	}
	return nil
}

func toArgs[T any](values []T) []any {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return args
}
