package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/store"
)

// knownDocument is what was last known of the cloud, in the database.
const knownDocument = "what was known of the cloud"

// vault keeps what is known of the cloud in the database.
type vault struct{ store *store.Store }

var _ inventory.Vault = vault{}

// Keep stores a text in place of an older one.
func (v vault) Keep(ctx context.Context, text []byte, at time.Time) error {
	_, err := v.store.SaveDocument(ctx, knownDocument, store.Document{Version: at.UnixMilli(), Data: text})
	return err
}

// Kept returns the text that was kept last; nil if none ever was.
func (v vault) Kept(ctx context.Context) ([]byte, error) {
	d, _, err := v.store.Document(ctx, knownDocument, 0)
	return d.Data, err
}

// keeper keeps what the mirror knows for the next start.
func (a *App) keeper() *inventory.Keeper {
	return inventory.NewKeeper(a.mirror, vault{a.store}, a.origin(), a.replica.leads, a.store.Time, a.log.With("part", "keeper"))
}

// origin names the contract that is read, as far as it is known without a call, and where.
// The embedded simulator listens elsewhere at each start.
func (a *App) origin() string {
	if a.config.Simulated() {
		return fmt.Sprintf("simulated cloud, seed %d", a.config.SimSeed)
	}
	return strings.Join([]string{a.config.APIURL, a.contractHint(), a.config.Username}, " ")
}
