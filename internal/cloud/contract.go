package cloud

import (
	"context"
	"errors"
	"strconv"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/inventory"
)

var errNoContract = errors.New("the response names no contract")

// Contract returns the contract with its limits: the configured one, else the token's, else the first that the
// credentials can read. A user without the privilege gets an error of kind inventory.ErrForbidden.
func (c *Client) Contract(ctx context.Context) (inventory.Contract, error) {
	k := call{op: "read the contract", route: "/contracts"}
	found, err := list(ctx, c, collection[sdk.Contract, inventory.Contract]{
		call:     k,
		resource: "contract",
		fetch:    c.fetchContracts,
		convert:  contract,
	})
	if err != nil {
		return inventory.Contract{}, err
	}
	for _, w := range found.Warnings {
		c.log.Warn("read contract", "error", w.Text)
	}
	for _, one := range found.Items {
		if one.Number == c.contract {
			return one, nil
		}
	}
	if len(found.Items) == 0 {
		return inventory.Contract{}, k.apiError(inventory.ErrUnreadable, errNoContract)
	}
	return found.Items[0], nil
}

// fetchContracts also accepts the single contract that older versions of the API return (docs/ionos-api.md 3).
func (c *Client) fetchContracts(ctx context.Context, _ pageRange) (envelope[sdk.Contract], *sdk.APIResponse, error) {
	v, resp, err := c.api.ContractResourcesApi.ContractsGet(ctx).Depth(1).Execute()
	if v.Items == nil && resp != nil {
		one, _, ok := decodeItem[sdk.Contract](resp.Payload)
		if ok && one.Properties != nil {
			return envelopeOf(&[]sdk.Contract{one}, nil, nil), resp, nil
		}
	}
	return envelopeOf(v.Items, nil, nil), resp, err
}

func contract(s sdk.Contract) (inventory.Contract, string) {
	p := value(s.Properties)
	out := inventory.Contract{
		Number: value(p.ContractNumber),
		Limits: limits(value(p.ResourceLimits)),
	}
	return out, strconv.FormatInt(out.Number, 10)
}

func limits(l sdk.ResourceLimits) inventory.Limits {
	var out inventory.Limits
	out.HDDPerContractMB, out.HDDProvisionedMB = plausibleQuota(value(l.HddLimitPerContract), value(l.HddVolumeProvisioned))
	out.SSDPerContractMB, out.SSDProvisionedMB = plausibleQuota(value(l.SsdLimitPerContract), value(l.SsdVolumeProvisioned))
	return out
}
