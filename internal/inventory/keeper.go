package inventory

import (
	"bytes"
	"context"
	"log/slog"
	"time"
)

// How often it is looked whether there is something to keep, how often at most what has
// changed is kept, and how often what has not, so that its age is told about right.
const (
	keepLook      = 5 * time.Second
	keepChanged   = time.Minute
	keepUnchanged = 10 * time.Minute
	keepWithin    = 10 * time.Second
)

// Vault is where a Keeper keeps what is known of a contract.
type Vault interface {
	// Keep stores a text in place of the one that was kept before.
	Keep(ctx context.Context, text []byte, at time.Time) error
	// Kept returns the text that was kept last; nil if none ever was.
	Kept(ctx context.Context) ([]byte, error)
}

// Keeper keeps what a mirror knows, so that after a start it is shown at once, with its age,
// while the cloud is read anew. Restore is called before Run, and each once.
type Keeper struct {
	mirror *Mirror
	vault  Vault
	origin string
	keeps  func() bool
	now    func() time.Time
	log    *slog.Logger

	version uint64    // of the view that was kept last
	readAt  time.Time // when the cloud had answered last by then
	keptAt  time.Time
}

// NewKeeper returns the keeper of a mirror. Origin names the contract and where it is: what
// was kept of another one is never shown. Nothing is kept while keeps says that another
// replica does it.
func NewKeeper(mirror *Mirror, vault Vault, origin string, keeps func() bool, now func() time.Time, log *slog.Logger) *Keeper {
	return &Keeper{mirror: mirror, vault: vault, origin: origin, keeps: keeps, now: now, log: log}
}

// Restore gives the mirror what was kept. What cannot be used is as if it had never been
// kept: everything is read from the cloud anyway. It must be called before the mirror runs.
func (k *Keeper) Restore(ctx context.Context) {
	text, err := k.vault.Kept(ctx)
	if err == nil && text == nil {
		return
	}
	var found kept
	if err == nil {
		found, err = readKept(bytes.NewReader(text), k.origin)
	}
	if err != nil {
		k.log.Warn("what was known of the cloud before this start is not shown", "reason", err.Error())
		return
	}
	k.mirror.restore(found)
	k.note()
}

// Run keeps what is known now and then until the context ends, and then once more.
func (k *Keeper) Run(ctx context.Context) {
	tick := time.NewTicker(keepLook)
	defer tick.Stop()
	keeps := k.keeps()
	for {
		select {
		case <-ctx.Done():
			if keeps && k.changed() {
				k.keep(context.WithoutCancel(ctx))
			}
			return
		case <-tick.C:
		}
		if keeps = k.keeps(); keeps && k.due() {
			k.keep(ctx)
		}
	}
}

// changed reports whether there is anything to keep that is not kept yet, be it its age.
func (k *Keeper) changed() bool {
	readAt := k.mirror.Health().ReadAt
	return !readAt.IsZero() && (readAt.After(k.readAt) || k.mirror.View().Version != k.version)
}

func (k *Keeper) due() bool {
	every := keepUnchanged
	if k.mirror.View().Version != k.version {
		every = keepChanged
	}
	return k.changed() && k.now().Sub(k.keptAt) >= every
}

func (k *Keeper) keep(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, keepWithin)
	defer cancel()
	read, view, at := k.mirror.readTimes(), k.mirror.View(), k.now()
	var text bytes.Buffer
	err := writeKept(&text, view, k.origin, read)
	if err == nil {
		err = k.vault.Keep(ctx, text.Bytes(), at)
	}
	if err != nil {
		k.log.Warn("what is known of the cloud could not be kept for the next start", "error", err.Error())
		k.keptAt = at // to be tried again when it is due again
		return
	}
	k.version, k.readAt, k.keptAt = view.Version, newest(read), at
}

// note takes what the mirror has just been given as kept.
func (k *Keeper) note() {
	k.version, k.readAt, k.keptAt = k.mirror.View().Version, k.mirror.Health().ReadAt, k.now()
}

func newest(times map[Part]time.Time) time.Time {
	var at time.Time
	for _, t := range times {
		if t.After(at) {
			at = t
		}
	}
	return at
}
