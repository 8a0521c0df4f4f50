// A story: what happens to a few hosts on a LAN, and what they do. A text file: comments, settings and commands, then
// `----` and the transcript.
//
//     nodes a=200 b=100 address=10.0.0.1    hosts with their priorities, and the addresses that they share
//     nodes a=200 b=100                     the same with two networks, an instance on each, and a group "gw" of both;
//     sides inside=10.0.0.1 outside=10.0.1.1    lines of the story then name the instance
//     interval 10ms                         settings of all: also nopreempt, v2, password WORD, preempt_delay 10s,
//     track nginx -50                       start_delay 10s; and a check with its weight
//     crossed                               whose address is the greatest on the first side has the smallest elsewhere
//     quiet                                 nobody else is on this LAN; else frames are heard all the time
//     later b                               does not start by itself
//
//     run 10s                               time passes
//     cut a, cut a outside, heal            a is alone on its side of the LAN; all hear each other again
//     crash a, start a, stop a              kill -9 of the engine; a new one; an orderly end
//     freeze a 2s                           its engine is stopped and continued
//     unplug a, plug a outside              the link goes down and up
//     check a nginx down                    a check reports: up, down, or a number
//     remove a 10.0.0.1, add a 10.0.0.1     somebody deletes an address of the kernel's, or adds one
//     yield a, fence a, drain a, readmit a  by ruling or by hand: out of the election, and back
//     frame a                               a frame reaches its interface
//     prio a 50, addresses a 10.0.0.1 ...   reload with another priority, other addresses
//     retire a                              reload without the instance
//     forge 150 40.95s                      a stranger advertises this priority and interval
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace holdfast::stories {

struct Story {
    std::string head;  // all before `----`
    std::string transcript;

    static Story read(const std::filesystem::path& path);
    void write(const std::filesystem::path& path) const;
};

// Runs it, with every invariant checked on the way, and gives the transcript. Throws std::runtime_error for a command
// that does not exist.
std::string tell(const std::string& head);

}  // namespace holdfast::stories
