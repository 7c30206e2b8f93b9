package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/store"
)

// cacheDocument is the document that holds what was last known of the cloud.
const cacheDocument = "view"

// cacheStore stores what is known of the cloud in the database.
type cacheStore struct{ store *store.Store }

var _ inventory.CacheStore = cacheStore{}

// Save stores a text in place of an older one.
func (s cacheStore) Save(ctx context.Context, text []byte) error {
	return s.store.SaveDocument(ctx, cacheDocument, text)
}

// Load returns the text that was stored last and how long ago that was; nil if none ever was.
func (s cacheStore) Load(ctx context.Context) (text []byte, age time.Duration, err error) {
	text, age, _, err = s.store.Document(ctx, cacheDocument)
	return text, age, err
}

// viewCache stores what the mirror knows for the next start.
func (a *App) viewCache() *inventory.ViewCache {
	return inventory.NewViewCache(a.mirror, cacheStore{a.store}, a.origin(), a.opts.Now, a.log.With("part", "view cache"))
}

// origin names the contract that is read, as far as it is known without a call, and where.
// The embedded simulator listens elsewhere at each start.
func (a *App) origin() string {
	if a.config.Simulated() {
		return fmt.Sprintf("simulated cloud, seed %d", a.config.SimSeed)
	}
	return strings.Join([]string{a.config.APIURL, a.contractHint(), a.config.Username}, " ")
}
