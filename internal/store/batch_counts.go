package store

import (
	"context"
	"fmt"
	"time"

	"snapdeck/internal/operation"
)

// batchCounts counts the operations of batches that no other one of the batch retries, and tells apart what
// BatchCounts does. A failure is stored with its kind first.
const batchCounts = `SELECT batch_id, kind, state, prevented, CASE WHEN state = 'queued' AND not_before > 0 THEN 1 ELSE 0 END,
	CASE WHEN failure LIKE '{"kind":"` + operation.NotStarted + `",%%' THEN 1 ELSE 0 END, COUNT(*)
	FROM operations %s AND NOT EXISTS (SELECT 1 FROM operations retry WHERE retry.retry_of = operations.id AND retry.batch_id = operations.batch_id)
	GROUP BY 1, 2, 3, 4, 5, 6`

type countedBatch struct {
	id string
	op operation.Operation
	n  int
}

// CountBatches counts batches by their ids as operation.CountBatch does, without reading their operations.
func (l *Ledger) CountBatches(ctx context.Context, ids []string) (map[string]operation.BatchCounts, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	matching := in(clauses{}, "batch_id", ids)
	parts, err := queryAll(ctx, l.store.ro, scanCountedBatch, fmt.Sprintf(batchCounts, matching.text()), matching.args...)
	if err != nil {
		return nil, fmt.Errorf("count the operations of batches: %w", err)
	}
	counts := make(map[string]operation.BatchCounts, len(ids))
	for _, part := range parts {
		o := counts[part.id]
		o.Add(part.op, part.n)
		counts[part.id] = o
	}
	return counts, nil
}

func scanCountedBatch(r row) (c countedBatch, err error) {
	var prevented string
	var planned, notStarted bool
	if err := r.Scan(&c.id, &c.op.Kind, &c.op.State, &prevented, &planned, &notStarted, &c.n); err != nil {
		return c, err
	}
	if planned {
		c.op.NotBefore = time.Unix(1, 0)
	}
	switch {
	case prevented != "":
		c.op.Failure = &operation.Failure{Kind: prevented}
	case notStarted:
		c.op.Failure = &operation.Failure{Kind: operation.NotStarted}
	}
	return c, nil
}
