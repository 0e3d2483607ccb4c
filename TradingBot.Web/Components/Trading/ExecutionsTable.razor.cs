using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Orders;
using TradingBot.Web.Api;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Trading;

/// <summary>The latest executions; each says on request what allowed it.</summary>
public sealed partial class ExecutionsTable : LiveComponent
{
    private Guid? _shown;
    private EvidenceContract? _evidence;
    private ApiFailure? _failure;

    /// <summary>Rows shown at most.</summary>
    [Parameter]
    public int Limit { get; set; } = 100;

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Executions | LiveTopics.Connection;

    [Inject]
    private TradingApi Api { get; set; } = default!;

    private async Task ToggleAsync(ExecutionContract execution)
    {
        Guid id = execution.ExecutionId;
        (_evidence, _failure) = (null, null);
        _shown = _shown == id ? null : id;
        if (_shown is null) return;
        (EvidenceContract? evidence, ApiFailure? failure) = await Api.GetAsync<EvidenceContract>($"api/executions/{id}/evidence");
        // Another one may have been asked for meanwhile.
        if (_shown == id) (_evidence, _failure) = (evidence, failure);
    }
}
