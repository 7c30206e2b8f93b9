package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"snapdeck/internal/inventory/polling"
	"snapdeck/internal/store"
)

const cacheDocument = "view"

type cacheStore struct{ store *store.Store }

var _ polling.CacheStore = cacheStore{}

// Save replaces the stored text.
func (s cacheStore) Save(ctx context.Context, text []byte) error {
	return s.store.SaveDocument(ctx, cacheDocument, text)
}

// Load returns the stored text, or nil, and its age.
func (s cacheStore) Load(ctx context.Context) (text []byte, age time.Duration, err error) {
	text, age, _, err = s.store.Document(ctx, cacheDocument)
	return text, age, err
}

func (a *App) viewCache() *polling.ViewCache {
	return polling.NewViewCache(a.mirror, cacheStore{a.store}, a.origin(), a.opts.Now, a.log.With("part", "view cache"))
}

// origin identifies the contract and its endpoint without a call. The embedded simulator has another address at
// each start.
func (a *App) origin() string {
	if a.config.Simulated() {
		return fmt.Sprintf("simulated cloud, seed %d", a.config.SimSeed)
	}
	return strings.Join([]string{a.config.APIURL, a.contractHint(), a.config.Username}, " ")
}
