package sets

import (
	"context"
	"fmt"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// maxSetOperations limits the operations of a volume that are searched for sets.
const maxSetOperations = 100

// OfServer finds the sets of a server's volumes.
func OfServer(ctx context.Context, s *web.Base, req web.Request, server inventory.Server) ([]operation.Set, error) {
	var made []operation.Operation
	for _, id := range server.VolumeIDs {
		ops, _, err := s.Ledger.List(ctx, operation.Filter{VolumeID: id, Kinds: []operation.Kind{operation.CreateSnapshot}, Limit: maxSetOperations})
		if err != nil {
			return nil, fmt.Errorf("read the snapshots asked for of volume %s: %w", id, err)
		}
		made = append(made, ops...)
	}
	return operation.SetsOf(req.View, server.VolumeIDs, made), nil
}

// OpenMembers counts the snapshots of a set that are still being created.
func OpenMembers(one operation.Set) int {
	open := 0
	for _, m := range one.Members {
		if m.Snapshot.Metadata.State == inventory.StateBusy || m.Creation.ID != "" && !m.Creation.State.Final() {
			open++
		}
	}
	return open
}
