package volumelist

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestQuery_ReadsTheAddress(t *testing.T) {
	t.Parallel()
	address, err := url.Parse("/volumes?q=web&min=10&max=5")
	require.NoError(t, err)
	q := table.ParseQuery(address, nil, inventory.Order{})
	list := New(web.NewBase(web.Deps{Operations: operation.NewCache()}))
	query := list.Query(web.Request{View: inventory.NewView(inventory.Listings{}, time.Time{})}, &q, "dc")
	require.Equal(t, "web", query.Text)
	require.Equal(t, "dc", query.DatacenterID)
	require.Zero(t, query.Size.Max, "a largest size below the smallest one means nothing")
}
