package web

import (
	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/middleware"
	"snapdeck/internal/handlers/rowcache"
	"snapdeck/internal/inventory"
	"snapdeck/internal/live"
	"snapdeck/internal/memo"
)

// Base is what all handlers share.
type Base struct {
	Deps
	Hub           *live.Hub
	notifications notifications
	Pages         []Route
	RowCache      *rowcache.Cache
	Traces        Traces
	Access        map[string]Access
	restricted    map[string][]restrictedRoute
	failures      *failureCache
	PastDays      *PastDaysCache
	Orders        *OrderMemory
	running       memo.Recent[uint64, *inventory.IDs] // volumes by version of the operations
	// OpenOperation shows an operation with the reason why nothing was done.
	OpenOperation func(c echo.Context, id string, why Refusal) error
}

// NewBase returns a base, which still needs its pages and a hub.
func NewBase(d Deps) *Base {
	if d.ReadTimeout == 0 {
		d.ReadTimeout = middleware.DefaultReadTimeout
	}
	if d.ProofAge == 0 {
		d.ProofAge = defaultProofAge
	}
	s := &Base{Deps: d, notifications: newNotifications(), RowCache: &rowcache.Cache{}, failures: &failureCache{}, PastDays: &PastDaysCache{}, Orders: &OrderMemory{}}
	s.Access = routeAccess()
	s.restricted = restrictedRoutes(s.Access)
	return s
}
