using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Operations;
using TradingBot.Web.Api;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Safety;

/// <summary>Emergency stop, with one question in between, and the way back, which takes a reason and a word.</summary>
public sealed partial class ControlPanel : LiveComponent
{
    private const int LeastReasonLength = 5;

    private ElementReference _reasonInput;
    private StopTradingResponse? _stopped;
    private ApiFailure? _failure;
    private string? _outcome;
    private string? _resumeFault;
    private string _stopReason = "";
    private string _resumeReason = "";
    private string _confirm = "";
    private bool _isAsking;
    private bool _isFocused;
    private bool _isBusy;

    /// <inheritdoc/>
    protected override LiveTopics Topics => LiveTopics.Safety;

    [Inject]
    private TradingApi Api { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isAsking && !_isFocused) await _reasonInput.FocusAsync();
        _isFocused = _isAsking;
    }

    private async Task StopAsync()
    {
        if (_isBusy) return;
        _isBusy = true;
        string? reason = _stopReason.Trim() is { Length: > 0 } text ? text : "emergency stop on the Safety page";
        (_stopped, _failure) = await Api.PostAsync<StopTradingResponse>("api/emergency/stop-all-trading", new StopTradingRequest(reason));
        if (_stopped is { } stopped)
        {
            _outcome = $"{(stopped.Stopped ? "Trading is stopped" : "The stop is not durable yet")}: {stopped.CancelledOrders} open orders cancelled, {stopped.ElapsedMs} ms. {stopped.Detail}";
            (_isAsking, _stopReason) = (false, "");
        }
        await RefreshAsync();
        _isBusy = false;
    }

    private async Task ResumeAsync()
    {
        _resumeFault = _resumeReason.Trim().Length < LeastReasonLength ? $"The reason needs at least {LeastReasonLength} characters."
            : _confirm.Trim() != "RESUME" ? "Type the word RESUME in capital letters."
            : null;
        if (_resumeFault is not null || _isBusy) return;
        _isBusy = true;
        (ControlStatus? status, _failure) = await Api.PostAsync<ControlStatus>("api/emergency/resume", new ResumeTradingRequest(_resumeReason.Trim(), _confirm.Trim()));
        if (status is not null)
        {
            (_outcome, _stopped) = ($"Trading mode is now {status.Mode}.", null);
            (_resumeReason, _confirm) = ("", "");
        }
        await RefreshAsync();
        _isBusy = false;
    }

    /// <summary>The stream tells it too, but the person who pressed the button should not wait for it.</summary>
    private async Task RefreshAsync()
    {
        if ((await Api.GetAsync<SafetyStatus>("api/health/safety")).Value is { } safety) Live.Apply(safety);
    }
}
