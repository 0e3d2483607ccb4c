using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Operations;
using TradingBot.Web.Api;

namespace TradingBot.Web.Components.Safety;

/// <summary>Whether the audit log's chain verifies: its head, its rows, and the first row that does not. Verified when the page is opened, and when it is asked for.</summary>
public sealed partial class AuditChainPanel : ComponentBase
{
    private AuditVerification? _verified;
    private ApiFailure? _failure;
    private bool _isBusy;

    [Inject]
    private TradingApi Api { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await VerifyAsync();
        StateHasChanged();
    }

    private async Task VerifyAsync()
    {
        if (_isBusy) return;
        _isBusy = true;
        (AuditVerification? verified, _failure) = await Api.GetAsync<AuditVerification>("api/audit/verify");
        (_verified, _isBusy) = (verified ?? _verified, false);
    }
}
