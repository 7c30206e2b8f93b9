package forms

import (
	"context"
	"sync"

	"snapdeck/internal/operation"
)

// responses holds the requests that wait for an operation to change.
type responses struct {
	mu      sync.Mutex
	waiting map[string][]chan operation.Operation
}

// OperationChanged wakes the requests that wait for a recorded or changed operation.
func (s *Recorder) OperationChanged(op operation.Operation) {
	s.responses.mu.Lock()
	defer s.responses.mu.Unlock()
	for _, w := range s.responses.waiting[op.ID] {
		select {
		case w <- op:
		default:
		}
	}
}

// AwaitResponse waits, for a limited time, until IONOS Cloud has answered an operation.
func (s *Recorder) AwaitResponse(ctx context.Context, op operation.Operation) operation.Operation {
	moved := make(chan operation.Operation, 8)
	s.responses.mu.Lock()
	s.responses.waiting[op.ID] = append(s.responses.waiting[op.ID], moved)
	s.responses.mu.Unlock()
	defer s.stopWaiting(op.ID, moved)

	if now, ok := s.operations.Operation(op.ID); ok {
		op = now
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	for op.State == operation.Queued || op.State == operation.Submitting && op.Failure == nil {
		select {
		case <-ctx.Done():
			return op
		case op = <-moved:
		}
	}
	return op
}

func (s *Recorder) stopWaiting(id string, moved chan operation.Operation) {
	s.responses.mu.Lock()
	defer s.responses.mu.Unlock()
	left := s.responses.waiting[id][:0]
	for _, w := range s.responses.waiting[id] {
		if w != moved {
			left = append(left, w)
		}
	}
	if len(left) == 0 {
		delete(s.responses.waiting, id)
		return
	}
	s.responses.waiting[id] = left
}
