package store

import (
	"context"
	"fmt"

	"snapdeck/internal/coverage"
	"snapdeck/internal/operation"
)

// latestAttempts selects the newest operation of each volume that created a snapshot or failed to.
const latestAttempts = `WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY volume_id ORDER BY finished_at DESC, id DESC) AS place
	FROM operations WHERE kind = $1 AND state IN ($2, $3)) newest WHERE place = 1)`

// LatestAttempts returns each volume's newest finished attempt to create a snapshot, by volume.
func (l *Ledger) LatestAttempts(ctx context.Context) (map[string]coverage.Attempt, error) {
	ops, err := queryAll(ctx, l.store.ro, scanOperation, `SELECT `+operationColumns()+` FROM operations `+latestAttempts, operation.CreateSnapshot, operation.Done, operation.Failed)
	if err != nil {
		return nil, fmt.Errorf("read latest attempts: %w", err)
	}
	newest := make(map[string]coverage.Attempt, len(ops))
	for _, op := range ops {
		if a, ok := coverage.AttemptOf(op); ok {
			newest[op.VolumeID] = a
		}
	}
	return newest, nil
}
