// SPDX-License-Identifier: MIT
#include "support/fake_polkit.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace transferd::test {

namespace {

constexpr const char* name = "org.freedesktop.PolicyKit1";
constexpr const char* path = "/org/freedesktop/PolicyKit1/Authority";
constexpr const char* interface = "org.freedesktop.PolicyKit1.Authority";

}  // namespace

FakePolkit::FakePolkit(const std::string& address, Consent usual)
    : usual_(usual), connection_(sdbus::createSessionBusConnectionWithAddress(address)) {
    object_ = sdbus::createObject(*connection_, path);
    // By hand, so that an answer can be of a type that no polkit gives.
    object_->registerMethod(interface, "CheckAuthorization", "(sa{sv})sa{ss}us",
                            usual == Consent::garbage ? "s" : "(bba{ss})",
                            [this](sdbus::MethodCall call) { check(std::move(call)); });
    object_->registerMethod("CancelCheckAuthorization")
        .onInterface(interface)
        .implementedAs([this](const std::string& id) {
            const std::lock_guard lock{mutex_};
            cancelled_.push_back(id);
            changed_.notify_all();
        });
    object_->finishRegistration();
    connection_->requestName(name);
    connection_->enterEventLoopAsync();
}

FakePolkit::~FakePolkit() {
    connection_->leaveEventLoop();
}

void FakePolkit::check(sdbus::MethodCall call) {
    Subject subject;
    Question question;
    call >> subject >> question.action >> question.details >> question.flags >>
        question.cancellation_id;
    question.subject_kind = subject.get<0>();
    const auto named = subject.get<1>().find("name");
    if (named != subject.get<1>().end()) question.subject_name = named->second.get<std::string>();
    const std::lock_guard lock{mutex_};
    if (usual_ == Consent::later)
        held_.emplace(questions_.size(), std::move(call));
    else
        reply(call, usual_);
    questions_.push_back(std::move(question));
    changed_.notify_all();
}

void FakePolkit::reply(const sdbus::MethodCall& call, Consent consent) {
    auto answer = call.createReply();
    if (consent == Consent::garbage)
        answer << std::string{"yes"};
    else
        answer << sdbus::Struct<bool, bool, Details>{consent == Consent::yes,
                                                     consent == Consent::challenge, Details{}};
    answer.send();
}

void FakePolkit::answer_with(Consent usual) {
    const std::lock_guard lock{mutex_};
    usual_ = usual;
}

void FakePolkit::answer(std::size_t number, Consent consent) {
    std::unique_lock lock{mutex_};
    const auto call = held_.extract(number);
    lock.unlock();
    // sdbus-c++ takes its own lock, below which check() takes this one.
    if (!call) throw std::out_of_range{"no question of that number was left for later"};
    reply(call.mapped(), consent);
}

std::vector<FakePolkit::Question> FakePolkit::questions() const {
    const std::lock_guard lock{mutex_};
    return questions_;
}

bool FakePolkit::wait_for_questions(std::size_t count, std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] { return questions_.size() >= count; });
}

bool FakePolkit::wait_for_cancel(const std::string& id, std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] {
        return std::find(cancelled_.begin(), cancelled_.end(), id) != cancelled_.end();
    });
}

}  // namespace transferd::test
