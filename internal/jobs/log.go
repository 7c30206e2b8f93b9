package jobs

import (
	"context"
	"log/slog"
)

// quiet returns a logger that passes on warnings and errors only.
func quiet(log *slog.Logger) *slog.Logger { return slog.New(warnings{log.Handler()}) }

type warnings struct{ next slog.Handler }

func (h warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.next.Enabled(ctx, level)
}

func (h warnings) Handle(ctx context.Context, r slog.Record) error { return h.next.Handle(ctx, r) }

func (h warnings) WithAttrs(attrs []slog.Attr) slog.Handler { return warnings{h.next.WithAttrs(attrs)} }

func (h warnings) WithGroup(name string) slog.Handler { return warnings{h.next.WithGroup(name)} }
