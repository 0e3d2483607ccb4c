using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Operations;
using TradingBot.Web.Api;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Safety;

/// <summary>Whose market is read, and the way to the other, with one question in between.</summary>
public sealed partial class SimulationPanel : LiveComponent
{
    private ControlDetail? _control;
    private ApiFailure? _failure;
    private bool _isAsking;
    private bool _isBusy;
    private bool _isLoading;

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Safety;

    [Inject]
    private TradingApi Api { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Asked again when what the stream tells of the market is not what is shown.
        bool isOther = _control is { } shown && State.Safety is { } safety && safety.SimulatedMarket != shown.SimulationMode;
        if (_isLoading || !(firstRender || isOther)) return;
        _isLoading = true;
        (ControlDetail? control, ApiFailure? failure) = await Api.GetAsync<ControlDetail>("api/control");
        bool changed = control != _control;
        (_control, _failure) = (control ?? _control, failure);
        _isLoading = false;
        if (firstRender || changed) StateHasChanged();
    }

    private async Task MoveAsync()
    {
        if (_isBusy || _control is not { } shown) return;
        _isBusy = true;
        (ControlDetail? control, _failure) = await Api.PostAsync<ControlDetail>("api/config/simulation-mode", new SimulationModeRequest(!shown.SimulationMode));
        _control = control ?? shown;
        (_isAsking, _isBusy) = (false, false);
    }
}
